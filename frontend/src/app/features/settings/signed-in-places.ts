import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { SignedInPlace } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Problem, toProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { ConfirmButton } from '../../shared/confirm-button';
import { KeepTokens } from '../../shared/keep-tokens';
import { Failure } from '../../shared/notice';
import { ago, exactTime } from '../../shared/time-words';
import { userAgentInWords } from './user-agent-words';

/** What a person looks through; programs that sign in anew each time leave hundreds. */
const FEW = 20;

/** Where a person is signed in, with an end to each: for the laptop that was left on a train. */
@Component({
  selector: 'tiq-signed-in-places',
  imports: [ConfirmButton, Failure, KeepTokens],
  template: `<section class="card p-4 md:p-6" aria-labelledby="places-heading">
    <div class="mb-3 flex flex-wrap items-center gap-2">
      <h2 i18n id="places-heading" class="text-[length:var(--text-lg)] font-semibold">Active sessions</h2>
      <tiq-confirm-button
        class="ms-auto"
        label="Sign out everywhere"
        i18n-label
        question="Sign out of all devices, including this one?"
        i18n-question
        confirm="Sign out everywhere"
        i18n-confirm
        (confirmed)="signOutEverywhere()"
      />
    </div>
    <tiq-keep-tokens class="mb-3" boxId="sign-out-keep-tokens" />
    @if (problem(); as problem) {
      <tiq-failure [problem]="problem" (retry)="read()" />
    } @else if (places(); as places) {
      <ul aria-label="Sessions" i18n-aria-label>
        @for (place of shown(); track place.id) {
          <li class="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2.5">
            <div class="min-w-40 flex-1">
              <p class="font-medium [overflow-wrap:anywhere]">
                {{ words(place.user_agent) }}
                @if (place.current) {
                  <span i18n class="pill status-resolved ms-1">This device</span>
                }
              </p>
              <p i18n class="text-[length:var(--text-xs)] text-faint">
                Last active
                <time [attr.datetime]="place.last_used_at" [title]="exact(place.last_used_at)">{{
                  ago(place.last_used_at)
                }}</time>
                · Signed in {{ exact(place.created_at) }}
              </p>
            </div>
            @if (!place.current) {
              <button type="button" class="btn" (click)="end(place)">
                <span i18n aria-hidden="true">Sign out</span
                ><span i18n class="sr-only">Sign out of {{ words(place.user_agent) }}</span>
              </button>
            }
          </li>
        }
      </ul>
      @if (places.length > shown().length) {
        <button i18n type="button" class="btn mt-2" (click)="all.set(true)">
          Show all {{ places.length }} sessions
        </button>
      }
    } @else {
      <div class="skeleton h-12" role="status"><span i18n class="sr-only">Loading sessions</span></div>
    }
  </section>`,
})
export class SignedInPlaces {
  private readonly api = inject(AccountsApi);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  protected readonly places = signal<readonly SignedInPlace[] | null>(null);
  protected readonly all = signal(false);
  protected readonly shown = computed(() => (this.places() ?? []).slice(0, this.all() ? undefined : FEW));
  private readonly keepTokens = viewChild.required(KeepTokens);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly words = userAgentInWords;
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());

  constructor() {
    void this.read();
  }

  async read(): Promise<void> {
    this.problem.set(null);
    try {
      this.places.set(await this.api.sessions());
    } catch (error) {
      this.problem.set(toProblem(error));
    }
  }
  protected async end(place: SignedInPlace): Promise<void> {
    try {
      await this.api.endSession(place.id);
      this.places.update((places) => places?.filter((each) => each.id !== place.id) ?? null);
      this.toasts.success($localize`Session ended`);
    } catch (error) {
      this.toasts.failure($localize`Couldn’t end the session`, error, () => void this.end(place));
    }
  }
  protected async signOutEverywhere(): Promise<void> {
    try {
      await this.session.signOut(true, this.keepTokens().read());
    } catch (error) {
      this.toasts.failure($localize`Couldn’t sign out`, error, () => void this.signOutEverywhere());
    }
  }
}
