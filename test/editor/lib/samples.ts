/** A second function whose loop is to be like the first one's. */
export const loops = `def total(items):
    result = 0
    for item in items:
        result += item["price"]
    return result


def count(items):
    result = 0
    
`;
export const inCount = { line: 10, column: 5 };
