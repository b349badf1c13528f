"""What a process that forks serve processes has done before: to import this is to do it."""

import buzzfeed.web.server  # noqa: F401 -- imported for those that are forked
import readmeanings

readmeanings.read()
