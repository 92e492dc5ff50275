import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { LinkType } from '../../api/models';
import { Message, Ticket } from '../../core/api-types';
import { TicketRelationsApi } from '../../core/ticket-relations-api';
import { Toasts } from '../../core/toasts';
import { UndoStack } from '../../core/undo-stack';
import { TicketStore } from './ticket-store';

/** Merges, splits and links the open ticket. Each change is announced and can be undone. */
@Injectable()
export class TicketRelations {
  private readonly api = inject(TicketRelationsApi);
  private readonly store = inject(TicketStore);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(UndoStack);

  /** Merges the ticket and opens the target. Resolves with false if it failed. */
  async merge({ id }: Ticket, into: number): Promise<boolean> {
    try {
      await this.undo.track(this.api.merge(id, into));
    } catch (error) {
      this.toasts.showError($localize`Couldn’t merge #${id}:id:`, error);
      return false;
    }
    this.undo.push({
      title: $localize`#${id}:id: merged into #${into}:into:`,
      undo: () => this.unmerge(id),
    });
    await this.router.navigate(['/tickets', into]);
    return true;
  }
  /** Undoes a merge and opens the ticket that was merged. */
  async unmerge(id: number): Promise<void> {
    try {
      await this.api.unmerge(id);
      this.toasts.showSuccess($localize`Merge of #${id}:id: undone`);
      if (this.store.ticket()?.id === id) await this.store.open(id);
      else await this.router.navigate(['/tickets', id]);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t undo the merge of #${id}:id:`, error);
    }
  }
  /** Creates a ticket of a message and opens it. Resolves with false if it failed. */
  async split({ id }: Ticket, message: Message, title: string): Promise<boolean> {
    let created: Ticket;
    try {
      created = await this.undo.track(this.api.split(id, message.id, title));
    } catch (error) {
      this.toasts.showError($localize`Couldn’t split #${id}:id:`, error);
      return false;
    }
    this.undo.push({
      title: $localize`#${created.id}:created: split off from #${id}:id:`,
      undo: async () => {
        try {
          await this.api.unsplit(created.id);
          this.toasts.showSuccess($localize`#${created.id}:created: put back into #${id}:id:`);
          await this.router.navigate(['/tickets', id]);
        } catch (error) {
          this.toasts.showError($localize`Couldn’t put back #${created.id}:created:`, error);
        }
      },
    });
    await this.router.navigate(['/tickets', created.id]);
    return true;
  }
  async link({ id, links }: Ticket, other: number, type: LinkType): Promise<boolean> {
    const before = links.find((link) => link.id === other)?.type;
    return this.change(id, this.api.link(id, other, type), {
      title: $localize`#${id}:id: linked to #${other}:other:`,
      back: () => (before ? this.api.link(id, other, before) : this.api.unlink(id, other)),
    });
  }
  async unlink({ id, links }: Ticket, other: number): Promise<boolean> {
    const before = links.find((link) => link.id === other)?.type ?? 'relates_to';
    return this.change(id, this.api.unlink(id, other), {
      title: $localize`Link to #${other}:other: removed`,
      back: () => this.api.link(id, other, before),
    });
  }

  private async change(
    id: number,
    change: Promise<Ticket>,
    { title, back }: { title: string; back: () => Promise<Ticket> },
  ): Promise<boolean> {
    const failed = $localize`Couldn’t change the links of #${id}:id:`;
    try {
      await this.undo.track(change);
    } catch (error) {
      this.toasts.showError(failed, error);
      return false;
    }
    this.undo.push({
      title,
      undo: async () => {
        try {
          await back();
          this.toasts.showSuccess($localize`Undone: ${title}:change:`);
          await this.store.refresh();
        } catch (error) {
          this.toasts.showError(failed, error);
        }
      },
    });
    await this.store.refresh();
    return true;
  }
}
