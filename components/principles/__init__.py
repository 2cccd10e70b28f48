"""The principles page: ten principles, their measures against targets, and who falls short."""
