"""The daemon: one process that works and one that serves, from start to orderly end.

`run` is the daemon itself, `once` one pass by hand, `access` the lock and the store, `wiring` the rest; `passes`,
`background`, `schedule` and `serving` are what the daemon keeps going, `glance` says how it stands, and `doctor`
looks at all of it from outside.
"""
