import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OwnedResourceRepository } from '../sharing/owned-resource.repository.js';
import type { Caller } from '../identity/users/caller.js';
import { CannedReply } from './canned-reply.entity.js';
import {
  toCannedReplyView,
  type CannedReplyList,
  type CannedReplyView,
  type CreateCannedReplyInput,
  type UpdateCannedReplyInput,
} from './dto/canned-replies.dto.js';

@Injectable()
export class CannedRepliesService {
  private readonly repository: OwnedResourceRepository<CannedReply>;

  constructor(dataSource: DataSource) {
    this.repository = new OwnedResourceRepository(dataSource, {
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
    return { results: (await this.repository.list(caller)).map(toCannedReplyView) };
  }

  /** @throws LabelTaken | ResourceLimitReached */
  async create(input: CreateCannedReplyInput, caller: Caller): Promise<CannedReplyView> {
    return toCannedReplyView(await this.repository.create({ ...input }, caller));
  }

  /** @throws ResourceNotFound | ResourceOwnerRequired | LabelTaken | ResourceLimitReached */
  async update(id: number, input: UpdateCannedReplyInput, caller: Caller): Promise<CannedReplyView> {
    return toCannedReplyView(await this.repository.update(id, { ...input }, caller));
  }

  /** @throws ResourceNotFound | ResourceOwnerRequired */
  remove(id: number, caller: Caller): Promise<void> {
    return this.repository.remove(id, caller);
  }
}
