import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { Session } from '../../../core/session';
import { Toasts } from '../../../core/toasts';
import { Topic, TopicQualityReport, TopicsStore } from '../../../core/topics-store';
import { UnsavedChanges } from '../../../core/unsaved-changes';
import { Badge } from '../../../shared/badge';
import { CategoryBadge } from '../../../shared/badges';
import { Button } from '../../../shared/button';
import { Icon } from '../../../shared/icon';
import { ErrorNotice, Notice } from '../../../shared/notice';
import { formatCount } from '../../../shared/number-format';
import { TopicForm } from './topic-form';
import { formatConfusion, formatTopicQuality, formatTopicSummary } from './topic-quality-labels';

/** The team's topics, and how well triage suggests each. */
@Component({
  selector: 'tiq-topics-page',
  imports: [Badge, Button, CategoryBadge, ErrorNotice, Icon, Notice, RouterLink, TopicForm],
  host: { class: 'block' },
  templateUrl: './topics-page.html',
})
export default class TopicsPage {
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly session = inject(Session);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly form = viewChild(TopicForm);
  protected readonly topics = inject(TopicsStore);
  protected readonly editing = signal<Topic | 'new' | null>(null);
  protected readonly canManage = computed(() => this.session.can('topics.manage'));
  private readonly quality = signal<TopicQualityReport | null>(null);
  protected readonly qualityProblem = signal<ApiProblem | null>(null);
  protected readonly summary = computed(() => {
    const quality = this.quality();
    return quality && formatTopicSummary(quality);
  });

  protected readonly editLabel = ({ name }: Topic) => $localize`Edit ${name}:title:`;
  protected readonly deleteLabel = ({ name }: Topic) => $localize`Delete ${name}:title:`;
  protected readonly activateLabel = ({ name }: Topic) => $localize`Activate ${name}:title:`;
  protected readonly deactivateLabel = ({ name }: Topic) => $localize`Deactivate ${name}:title:`;
  protected readonly ticketCount = ({ tickets }: Topic) =>
    tickets === 1 ? $localize`1 ticket` : $localize`${formatCount(tickets)}:count: tickets`;

  constructor() {
    void this.load();
  }

  protected qualityLabel({ id, active }: Topic): string | null {
    const report = this.quality();
    const quality = report?.results.find(({ topic }) => topic.id === id);
    return active && report && quality ? formatTopicQuality(quality, report) : null;
  }
  protected confusionLabel({ id }: Topic): string | null {
    const quality = this.quality()?.results.find(({ topic }) => topic.id === id);
    return quality ? formatConfusion(quality) : null;
  }
  protected async load(): Promise<void> {
    await Promise.all([this.topics.load(), this.loadQuality()]);
  }
  protected async loadQuality(): Promise<void> {
    this.qualityProblem.set(null);
    try {
      this.quality.set(await this.topics.quality());
    } catch (error) {
      this.qualityProblem.set(toApiProblem(error));
    }
  }
  protected async edit(target: Topic | 'new'): Promise<void> {
    if (!(await this.unsaved.confirmLeave())) return;
    this.editing.set(target);
    afterNextRender(() => this.form()?.focus(), { injector: this.injector });
  }
  /** Returns the focus to the button that opened the form. */
  protected close(): void {
    const edited = this.editing();
    this.editing.set(null);
    const button = edited === 'new' || edited === null ? 'new' : String(edited.id);
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>(`[data-edit="${button}"]`)?.focus(),
      { injector: this.injector },
    );
  }
  protected async setActive(topic: Topic, active: boolean): Promise<void> {
    try {
      await this.topics.update(topic.id, { active });
      const title = active
        ? $localize`“${topic.name}:title:” activated`
        : $localize`“${topic.name}:title:” deactivated`;
      this.toasts.showSuccess(title, {
        label: $localize`Undo`,
        run: () => void this.setActive(topic, !active),
      });
    } catch (error) {
      const retry = () => void this.setActive(topic, active);
      this.toasts.showError($localize`Couldn’t update “${topic.name}:view:”`, error, retry);
    }
  }
  protected async remove(topic: Topic): Promise<void> {
    const { name, description, category, active } = topic;
    try {
      await this.topics.remove(topic.id);
      this.close();
      this.toasts.showSuccess($localize`“${name}:title:” deleted`, {
        label: $localize`Undo`,
        run: () => void this.recreate({ name, description, category, active }),
      });
    } catch (error) {
      const retry = () => void this.remove(topic);
      this.toasts.showError($localize`Couldn’t delete “${name}:title:”`, error, retry);
    }
  }
  private async recreate(topic: Pick<Topic, 'name' | 'description' | 'category' | 'active'>): Promise<void> {
    try {
      await this.topics.create(topic);
    } catch (error) {
      const retry = () => void this.recreate(topic);
      this.toasts.showError($localize`Couldn’t restore “${topic.name}:title:”`, error, retry);
    }
  }
}
