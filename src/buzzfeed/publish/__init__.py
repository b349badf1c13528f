"""Publishing: putting finished documents where the world fetches them."""

from buzzfeed.publish.folder import FolderPublisher

__all__ = ["FolderPublisher"]
