import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { ActiveSession } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { ConfirmButton } from '../../shared/confirm-button';
import { KeepTokensCheckbox } from '../../shared/keep-tokens-checkbox';
import { ErrorNotice } from '../../shared/notice';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { formatUserAgent } from './user-agent-labels';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';

/** Limits the initial list: API clients that sign in for each run leave hundreds of sessions. */
const INITIAL_COUNT = 20;

/** Lists the user's sessions, each of which can be ended. */
@Component({
  selector: 'tiq-active-sessions',
  imports: [Badge, Button, ConfirmButton, ErrorNotice, KeepTokensCheckbox],
  template: `<section class="card p-4 md:p-6" aria-labelledby="places-heading">
    <div class="mb-3 flex flex-wrap items-center gap-2">
      <h2 i18n id="places-heading" class="text-lg font-semibold">Active sessions</h2>
      <tiq-confirm-button
        class="ms-auto"
        label="Sign out everywhere"
        i18n-label
        question="Sign out of all devices, including this one?"
        i18n-question
        confirmLabel="Sign out everywhere"
        i18n-confirmLabel
        (confirmed)="signOutEverywhere()"
      />
    </div>
    <tiq-keep-tokens-checkbox class="mb-3" inputId="sign-out-keep-tokens" />
    @if (problem(); as problem) {
      <tiq-error-notice [problem]="problem" (retry)="load()" />
    } @else if (sessions(); as places) {
      <ul aria-label="Sessions" i18n-aria-label>
        @for (place of visibleSessions(); track place.id) {
          <li class="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2.5">
            <div class="min-w-40 flex-1">
              <p class="font-medium [overflow-wrap:anywhere]">
                {{ formatUserAgent(place.user_agent) }}
                @if (place.current) {
                  <span i18n tiqBadge="resolved" class="ms-1">This device</span>
                }
              </p>
              <p i18n class="text-xs text-faint">
                Last active
                <time [attr.datetime]="place.last_used_at" [title]="formatDateTime(place.last_used_at)">{{
                  formatRelativeTime(place.last_used_at)
                }}</time>
                · Signed in {{ formatDateTime(place.created_at) }}
              </p>
            </div>
            @if (!place.current) {
              <button type="button" tiqButton (click)="endSession(place)">
                <span i18n aria-hidden="true">Sign out</span
                ><span i18n class="sr-only">Sign out of {{ formatUserAgent(place.user_agent) }}</span>
              </button>
            }
          </li>
        }
      </ul>
      @if (places.length > visibleSessions().length) {
        <button i18n type="button" tiqButton class="mt-2" (click)="showAll.set(true)">
          Show all {{ places.length }} sessions
        </button>
      }
    } @else {
      <div class="skeleton h-12" role="status"><span i18n class="sr-only">Loading sessions</span></div>
    }
  </section>`,
})
export class ActiveSessions {
  private readonly api = inject(AccountsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  protected readonly sessions = signal<readonly ActiveSession[] | null>(null);
  protected readonly showAll = signal(false);
  protected readonly visibleSessions = computed(() =>
    (this.sessions() ?? []).slice(0, this.showAll() ? undefined : INITIAL_COUNT),
  );
  private readonly keepTokens = viewChild.required(KeepTokensCheckbox);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly formatUserAgent = formatUserAgent;
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());

  constructor() {
    void this.load();
  }

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.sessions.set(await this.api.listSessions());
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
  protected async endSession(session: ActiveSession): Promise<void> {
    try {
      await this.api.endSession(session.id);
      this.sessions.update((sessions) => sessions?.filter((existing) => existing.id !== session.id) ?? null);
      this.toasts.showSuccess($localize`Session ended`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t end the session`, error, () => void this.endSession(session));
    }
  }
  protected async signOutEverywhere(): Promise<void> {
    try {
      await this.session.signOut(true, this.keepTokens().isChecked());
    } catch (error) {
      this.toasts.showError($localize`Couldn’t sign out`, error, () => void this.signOutEverywhere());
    }
  }
}
