"""The meeting mode: the weekly review on a full screen, a section a screen, led by the keyboard."""
