import { sql } from 'kysely';
import type { DataSource, DeepPartial, EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import { compareNames } from '../common/compare-names.js';
import { execute, statement } from '../database/query.js';
import { violatedConstraint } from '../database/violated-constraint.js';
import type { Caller } from '../identity/users/caller.js';
import type { OwnedResource } from './owned-resource.entity.js';
import {
  ResourceNotFound,
  LabelTaken,
  ResourceOwnerRequired,
  ResourceLimitReached,
  type ResourceKind,
} from './sharing.errors.js';
import { can } from '../vocabulary/index.js';

interface OwnedResourceOptions<Entry extends OwnedResource> extends ResourceKind {
  entity: EntityTarget<Entry>;
  label: keyof Entry & string;
  /** Maximum number per owner. */
  maxOwn: number;
  /** Maximum number of shared resources of all owners. */
  maxShared: number;
  /** Unique constraint of an owner's labels. */
  unique: string;
}

/**
 * Owned and shared resources. Users see their own and shared ones. Owners may change theirs, and administrators all
 * that they see. Invisible resources count as not found.
 */
export class OwnedResourceRepository<Entry extends OwnedResource> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: OwnedResourceOptions<Entry>,
  ) {}

  /** Resources visible to the caller, sorted by label: at most `maxOwn` plus `maxShared`. */
  async list({ id }: Caller): Promise<Entry[]> {
    const { label } = this.options;
    const entries = await this.dataSource
      .createQueryBuilder(this.options.entity, 'e')
      .innerJoinAndSelect('e.owner', 'owner')
      .where('e.ownerId = :id OR e.shared', { id })
      .orderBy('e.id')
      .getMany();
    return entries.toSorted((a, b) => compareNames(String(a[label]), String(b[label])));
  }

  /** @throws LabelTaken | ResourceLimitReached */
  async create(fields: DeepPartial<Entry>, { id: ownerId }: Caller): Promise<Entry> {
    return this.write(async (manager) => {
      const { id } = await manager.save(this.options.entity, { ...fields, ownerId } as DeepPartial<Entry>);
      return id;
    });
  }

  /** @throws ResourceNotFound | ResourceOwnerRequired | LabelTaken | ResourceLimitReached */
  async update(id: number, fields: DeepPartial<Entry>, caller: Caller): Promise<Entry> {
    return this.write(async (manager) => {
      await this.requireEditable(manager, id, caller);
      const updated = { ...fields, id, updatedAt: new Date() } as DeepPartial<Entry>;
      if (Object.keys(fields).length > 0) await manager.save(this.options.entity, updated);
      return id;
    });
  }

  /** @throws ResourceNotFound | ResourceOwnerRequired */
  async remove(id: number, caller: Caller): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.requireEditable(manager, id, caller);
      await manager.delete(this.options.entity, id);
    });
  }

  private async requireEditable(manager: EntityManager, id: number, caller: Caller): Promise<void> {
    const entry = await this.find(manager, id);
    const isOwn = entry?.ownerId === caller.id;
    if (!entry || !(isOwn || entry.shared)) throw new ResourceNotFound(this.options, id);
    if (!isOwn && !can(caller, 'shared.manageAll')) throw new ResourceOwnerRequired(this.options);
  }

  private async write(work: (manager: EntityManager) => Promise<number>): Promise<Entry> {
    const { entity, unique } = this.options;
    const table = this.dataSource.getMetadata(entity).tablePath;
    try {
      return await this.dataSource.transaction(async (manager) => {
        // Serializes writers, which are rare, so that concurrent ones cannot exceed the limits.
        await execute(
          manager,
          statement({}, sql`LOCK TABLE ${sql.table(table)} IN SHARE ROW EXCLUSIVE MODE`),
        );
        const entry = (await this.find(manager, await work(manager)))!;
        await this.requireCapacity(manager, entry);
        return entry;
      });
    } catch (error) {
      if (violatedConstraint(error) === unique) throw new LabelTaken(this.options);
      throw error;
    }
  }

  private async requireCapacity(manager: EntityManager, { ownerId, shared }: Entry): Promise<void> {
    const { entity, maxOwn, maxShared } = this.options;
    if ((await manager.countBy(entity, { ownerId } as FindOptionsWhere<Entry>)) > maxOwn) {
      throw new ResourceLimitReached(this.options, 'own', maxOwn);
    }
    if (shared && (await manager.countBy(entity, { shared } as FindOptionsWhere<Entry>)) > maxShared) {
      throw new ResourceLimitReached(this.options, 'shared', maxShared);
    }
  }

  private find(manager: EntityManager, id: number): Promise<Entry | null> {
    return manager
      .createQueryBuilder(this.options.entity, 'e')
      .innerJoinAndSelect('e.owner', 'owner')
      .where('e.id = :id', { id })
      .getOne();
  }
}
