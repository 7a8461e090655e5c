"""Prints what a basket holds, one line an item."""


def format_item(item):
    return f"{item['quantity']} x {item['name']}: {item['price']:.2f}"


def total(items):
    result = 0
    for item in items:
        result += item["price"] * item["quantity"]
    return result


def report(items):
    lines = []
    for item in items:
        lines.append(format_item(item))
    lines.append(f"Total: {total(items):.2f}")
    return "\n".join(lines)
