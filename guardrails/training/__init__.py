"""How the second reader's weights were made, and the texts that they were learned from.

Nothing here is imported when the guard reads. Each of these writes one of its files anew:

    linear.py         learned/weights.txt and learned/inbound.txt
    promising.py      learned/promising.txt
    make_families.py  learned/families.txt
    encoder.py        encoder/encoder.onnx (needs PyTorch, the extra `train`)
"""
