from functools import partial

from textual import work

beside = partial(work, thread=True)
