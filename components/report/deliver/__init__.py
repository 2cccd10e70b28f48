"""Delivery of the weekly report by mail and to channels: `python -m components.report deliver`. docs/delivery.md"""
