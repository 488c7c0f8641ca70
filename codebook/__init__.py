"""The coding frame as data: principles, anchors, codes, moments. Standard library only."""
