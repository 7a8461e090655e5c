import type { Item } from './basket.ts';

/** Items that somebody would like to have. The method below is not finished: go to its end and type. */
export class Wishlist {
  private items: Item[] = [];

  add(item: Item): void {
    this.items.p
  }
}
