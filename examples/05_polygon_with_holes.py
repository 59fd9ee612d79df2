"""A polygon with holes becomes a network: a unit for each edge, and logic over them."""

# %% The outline of a house, with a window and a door
import logicnet
from logicnet import Region, plot

house = Region.polygon(
    [(0, 0), (8, 0), (8, 5), (4, 9), (0, 5)],
    holes=[[(1, 2), (3, 2), (3, 4), (1, 4)], [(5, 0.5), (7, 0.5), (7, 4), (6, 4.6), (5, 4)]],
)
print(house)

# %% The fewest units that are known, and one hidden layer of Boolean units
net = logicnet.compile(house)
pieces = logicnet.compile(house, "wide")
print(net.summary())
print(pieces.summary())

# %% What it decides, with the line of each unit and the side where it fires
points = [(2, 3), (0.5, 1), (6, 2), (4, 8), (1, 8)]
print(dict(zip(points, net(points).ravel().tolist(), strict=True)))
view = (-0.5, 8.5, -0.5, 9.5)
ax = plot.region(net, points=points, classes=house.contains(points), bounds=view)
plot.save(ax, "05_polygon_with_holes.svg")

# %% A proof: neither side changes within a cell between the lines, so one point of each decides
print(logicnet.verify(net, house))
print(logicnet.verify(pieces, house))
