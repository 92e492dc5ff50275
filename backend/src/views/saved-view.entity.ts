import { Check, Column, Entity, Index } from 'typeorm';
import { OwnedResource } from '../sharing/owned-resource.entity.js';
import type { ViewQuery } from './dto/saved-views.dto.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

/** A named query of the ticket list. */
@Entity('saved_views')
@Index('uq_saved_views_owner_name', ['ownerId', 'name'], { unique: true })
@Index('ix_saved_views_shared', ['name'], { where: 'shared' })
@Check('ck_saved_views_name', `char_length(name) BETWEEN 1 AND ${MAX_LENGTH.viewName}`)
export class SavedView extends OwnedResource {
  @Column('text') name!: string;
  @Column('jsonb') query!: ViewQuery;
}
