/** A shopping basket: what the other files of this sample work with. */
export interface Item {
  name: string;
  price: number;
  quantity: number;
}

export class Basket {
  private items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  remove(name: string): void {
    this.items = this.items.filter((item) => item.name !== name);
  }

  find(name: string): Item | undefined {
    return this.items.find((item) => item.name === name);
  }

  isEmpty(): boolean {
    return this.items.length === 0;
  }

  total(): number {
    let total = 0;
    for (const item of this.items) {
      total += item.price * item.quantity;
    }
    return total;
  }
}

export function parseItem(line: string): Item {
  const [name, price, quantity] = line.split(',');
  if (!name || !price || !quantity) {
    throw new Error(`Invalid item: ${line}`);
  }
  return { name, price: Number(price), quantity: Number(quantity) };
}
