"""The rules of the proof, one module per subject; a module put here is found by itself."""
