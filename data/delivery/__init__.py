"""Delivery of the weekly report: who is sent what, and the log of what was. docs/delivery.md"""
