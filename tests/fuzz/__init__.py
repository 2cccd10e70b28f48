"""Bad input by machine: cases made from a seed, tried in process, and judged. docs/bad-input.md"""
