"""The countries of a map as one network with an output for each."""

# %% An invented map: a shared border, an enclave, and an island in a lake
from pathlib import Path

import logicnet
from logicnet import plot

islands = Path(__file__).with_name("islands.geojson")
net = logicnet.compile(islands)
print(net.summary())

# %% Which country is here?
places = {"west": (15, 40), "enclave": (30, 50), "lake": (64, 56), "isle": (70, 53), "sea": (5, 75)}
for place, row in zip(places, net(list(places.values())), strict=True):
    found = [name for name, inside in zip(net.outputs, row, strict=True) if inside]
    print(place, found or "no country")

# %% The map, as the network sees it
ax = plot.region(net, points=list(places.values()), bounds=(0, 100, 0, 80), lines=False)
ax.set_title(f"{len(net.outputs)} countries in {net.units} units")
plot.save(ax, "06_countries.svg")

# %% A proof: the lines cut the plane into cells, and one point of each is compared. Lines that
# floats cannot hold are rounded; the verdict says how many, and leaves out what is so near to them
print(logicnet.verify(net, islands))
