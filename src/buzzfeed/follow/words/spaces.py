"""French typography: a no-break space inside « » and before :, a narrow one before ; ! ? and between thousands."""

NBSP = "\u00a0"
NARROW = "\u202f"
