import type { Item } from './basket.ts';

/** What somebody would like to have. The method is not finished: type. */
export class Wishlist {
  private items: Item[] = [];

  add(item: Item): void {
    this.items.p
  }
}
