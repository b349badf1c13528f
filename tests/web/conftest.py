"""What tests of the web share."""

import contextlib

import pytest

from pageserver import Served, make_config, writer
from pagestore import publish, take_in


@pytest.fixture
def serve(tmp_path):
    """Give a function that starts a serve process over a folder of its own; it is ended with the test."""
    with contextlib.ExitStack() as stack:

        def start(config=None, **options):
            served = Served(config or make_config(tmp_path), **options)
            stack.callback(served.kill)
            return served

        yield start


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory, request):
    """Serve the module's ``ARTICLES`` (made from the config) for all its tests; they only read."""
    module = request.module
    config = make_config(tmp_path_factory.mktemp("newsroom"), **getattr(module, "SETTINGS", {}))
    store = writer(config)
    take_in(store, *module.articles(config.newsroom.feeds_url), media=getattr(module, "MEDIA", ()))
    publish(store)
    served = Served(config)
    served.store = store
    try:
        yield served
    finally:
        served.kill()
        store.close()
