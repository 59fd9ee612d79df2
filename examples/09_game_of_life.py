"""Conway's Game of Life in two threshold units, and a glider that they move."""

# %% A cell lives on with two or three live neighbours, and is born with three
import numpy as np
from matplotlib import pyplot as plt

import logicnet
from logicnet import plot


def alive_next(nw, n, ne, w, cell, e, sw, s, se):
    neighbours = nw + n + ne + w + e + sw + s + se
    return neighbours == 3 or (cell and neighbours == 2)


net = logicnet.compile(alive_next)
print(net.describe())
print(f"{net.units} units; no network has fewer: {net.proven_minimal}")


# %% One step: all cells of the board at once, each with its eight neighbours
def step(board):
    shifts = [(dy, dx) for dy in (1, 0, -1) for dx in (1, 0, -1)]
    around = [np.roll(board, shift, axis=(0, 1)).ravel() for shift in shifts]
    return net(np.stack(around, axis=1)).reshape(board.shape)


board = np.zeros((9, 9), dtype=int)
board[[1, 2, 3, 3, 3], [2, 3, 1, 2, 3]] = 1
boards = [board]
for _ in range(16):
    boards.append(step(boards[-1]))

# %% After four steps the glider is back in shape, one cell further down and to the right
assert all((boards[t + 4] == np.roll(boards[t], (1, 1), axis=(0, 1))).all() for t in range(12))

# %% The network, and the glider on its way
figure = plt.figure(figsize=(10, 5.6))
parts = figure.subfigures(2, 1, height_ratios=[2.4, 1])
plot.network(net, ax=parts[0].add_subplot(), captions=False)
for t, ax in enumerate(parts[1].subplots(1, 7)):
    ax.imshow(boards[2 * t], cmap="Blues", vmin=0, vmax=1.2)
    ax.set(xticks=np.arange(-0.5, 9), yticks=np.arange(-0.5, 9))
    ax.set_title(f"step {2 * t}", fontsize=9)
    ax.tick_params(length=0, labelbottom=False, labelleft=False)
    ax.grid(color="#cccccc", linewidth=0.5)
plot.save(ax, "09_game_of_life.svg")

# %% A proof
print(logicnet.verify(net, alive_next))
