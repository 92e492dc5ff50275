import { inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { organizationsGet } from '../api/fn/accounts/organizations-get';
import { usersGet } from '../api/fn/accounts/users-get';

type Kind = 'requester' | 'organization';

/** Names of people and organizations by their ids, such as those in the URL of the inbox. */
@Injectable({ providedIn: 'root' })
export class ReferenceNames {
  private readonly api = inject(Api);
  private readonly names = signal<ReadonlyMap<string, string>>(new Map());
  private readonly requested = new Set<string>();

  /** The number until the name is loaded, and where it is unknown. */
  nameOf(kind: Kind, id: number): string {
    return this.names().get(`${kind} ${id}`) ?? `#${id}`;
  }

  load(kind: Kind, ids: readonly number[]): void {
    for (const id of ids) {
      const key = `${kind} ${id}`;
      if (this.requested.has(key)) continue;
      this.requested.add(key);
      const found: Promise<{ name: string }> =
        kind === 'requester' ? this.api.invoke(usersGet, { id }) : this.api.invoke(organizationsGet, { id });
      found.then(
        ({ name }) => this.names.update((names) => new Map(names).set(key, name)),
        () => this.requested.delete(key),
      );
    }
  }
}
