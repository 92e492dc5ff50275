import { Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';

/** The page's title, with the number of unread tickets before it. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends Title {
  private text = '';
  private unread = 0;

  constructor() {
    super(document);
  }

  override setTitle(text: string): void {
    this.text = text;
    super.setTitle(this.unread ? `(${this.unread}) ${text}` : text);
  }
  setUnread(unread: number): void {
    this.unread = unread;
    this.setTitle(this.text || this.getTitle());
  }
}
