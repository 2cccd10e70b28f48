"""One customer on one screen: who it is, how it got here, what happened, what is to be done; and the search for it."""
