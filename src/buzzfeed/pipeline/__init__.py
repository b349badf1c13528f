"""The pipeline: `road` alone knows the order of the stages; begin there.

Beside it stand its steps (`ingest`, `build`, with `intake` and `proving` as what runs in worker processes), what a pass
works with (`works`) and says (`summary`), the editor's decisions (`editor`) and the audit (`audit`).
"""
