"""The designer's table: sizes of type, the grid, and how much is said at a time, for all that stands on the screen.

The unit is the size of running text, which the viewing distance decides (`text.text_px`); all else is a multiple
of it, so that a screen of another size or seen from farther away keeps its proportions.
"""

# type, of running text; none is smaller than the eye can read fluently (`text.FLUENT_ARC`)
NUMERAL = 5.0  # at most
TITLE = 1.65  # the title of a pane
SENTENCE = 1.4  # what a pane, or the notice, says
NAME = 1.0  # what a drawing calls its parts
CAPTION = 0.8  # what may be overlooked: the mark, a typeface's designer, the day's words
ICON = 1.9  # height of the mark's sign
SMALLEST = (
    0.8  # of all these: what is too long for its place may become so small before it is divided
)
LEADING = 1.24  # from line to line, of the type's own size
SENTENCE_GAP = 0.25  # above a sentence, of its own size

# a small screen, such as an LED panel: what has no room there leaves
SMALLEST_X_PX = 5  # rows of a small letter of a caption: with fewer, letters are no letters
BOARD = (16.0, 12.0)  # least width and height of a pane with its words, of running text
BOARD_FLAT = (20.0, 8.0)  # ... of one that has its words beside the drawing, as on a strip

# grid, of running text
EDGE = 1.2  # from the screen's edge to what stands on the picture
INSET = 1.25  # from a pane's edge to what is in it
INSET_SHARED = 0.8  # ... of a pane among others
INSET_FLAT = 0.8  # ... of a pane that has its words beside the drawing
GAP = 0.9  # between words and drawing
GUTTER = 0.3  # between the parts of a drawing

# how the screen is divided, of its width or height
PICTURE = 0.78  # each way, for the picture beside all panes together: 0.6 of the screen
PICTURE_UPRIGHT = 0.6  # of the height of an upright screen
PANES_ABREAST = 3  # at most, below the picture of an upright screen
BANNER = 3.0  # a screen wider than so many heights has all panes together beside the picture, in two rows
WIDE = 1.9  # a pane wider than so many heights has its words beside the drawing, not below
WORDS_BELOW = 0.45  # of a pane, at most
WORDS_BESIDE = 0.54

# how much is said at a time
MOST_WORDS = 20  # of a pane, its title among them
READ_PER_S = 15.0  # signs that a visitor reads in a second
FIND_S = 1.5  # until the eye has found a sentence
