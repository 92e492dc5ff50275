import { Injectable } from '@angular/core';
import { Title } from '@angular/platform-browser';

/** Document title, prefixed with the number of unread tickets. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends Title {
  private title = '';
  private unreadCount = 0;

  constructor() {
    super(document);
  }

  override setTitle(text: string): void {
    this.title = text;
    super.setTitle(this.unreadCount ? `(${this.unreadCount}) ${text}` : text);
  }
  setUnreadCount(unread: number): void {
    this.unreadCount = unread;
    this.setTitle(this.title || this.getTitle());
  }
}
