"""The view models of the pages at ``/my``: what a reader says, its preview, and the feed that is kept."""
