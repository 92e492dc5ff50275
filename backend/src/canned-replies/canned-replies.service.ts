import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Shelf } from '../sharing/shelf.js';
import type { Caller } from '../users/caller.js';
import { CannedReply } from './canned-reply.entity.js';
import {
  cannedReplyView,
  type CannedReplyList,
  type CannedReplyView,
  type CreateCannedReplyInput,
  type UpdateCannedReplyInput,
} from './canned-replies.dto.js';

@Injectable()
export class CannedRepliesService {
  private readonly shelf: Shelf<CannedReply>;

  constructor(dataSource: DataSource) {
    this.shelf = new Shelf(dataSource, {
      entity: CannedReply,
      code: 'canned_reply',
      noun: 'canned reply',
      label: 'title',
      maxOwn: 200,
      maxShared: 300,
      unique: 'uq_canned_replies_owner_title',
    });
  }

  async list(caller: Caller): Promise<CannedReplyList> {
    return { results: (await this.shelf.list(caller)).map(cannedReplyView) };
  }

  /** @throws LabelTaken | TooManyEntries */
  async create(input: CreateCannedReplyInput, caller: Caller): Promise<CannedReplyView> {
    return cannedReplyView(await this.shelf.add({ ...input }, caller));
  }

  /** @throws EntryNotFound | NotTheOwner | LabelTaken | TooManyEntries */
  async update(id: number, input: UpdateCannedReplyInput, caller: Caller): Promise<CannedReplyView> {
    return cannedReplyView(await this.shelf.change(id, { ...input }, caller));
  }

  /** @throws EntryNotFound | NotTheOwner */
  remove(id: number, caller: Caller): Promise<void> {
    return this.shelf.remove(id, caller);
  }
}
