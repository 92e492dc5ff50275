import { Component, inject } from '@angular/core';
import { Session } from '../../core/session';
import { ShortcutPreference } from '../../core/shortcut-preference';
import { LanguageSelect } from '../../shared/language-select';
import { roleNames } from '../../shared/role-names';
import { ChangePassword } from './change-password';
import { ActiveSessions } from './active-sessions';

@Component({
  selector: 'tiq-profile-page',
  imports: [ChangePassword, LanguageSelect, ActiveSessions],
  host: { class: 'flex flex-col gap-5' },
  template: `@if (session.me(); as me) {
      <section class="card p-4 md:p-6" aria-labelledby="profile-heading">
        <h2 i18n id="profile-heading" class="mb-3 text-lg font-semibold">Profile</h2>
        <dl class="grid grid-cols-[minmax(5rem,max-content)_minmax(0,1fr)] gap-x-3 gap-y-2">
          <dt i18n class="text-faint">Name</dt>
          <dd class="[overflow-wrap:anywhere]" dir="auto">{{ me.name }}</dd>
          <dt i18n class="text-faint">Email</dt>
          <dd class="[overflow-wrap:anywhere]">{{ me.email }}</dd>
          <dt i18n class="text-faint">Role</dt>
          <dd>{{ roleNames[me.role] }}</dd>
          <dt i18n class="self-center text-faint">Language</dt>
          <dd><tiq-language-select /></dd>
          <dt i18n class="text-faint">Keyboard</dt>
          <dd>
            <label class="flex items-start gap-2">
              <input
                #keys
                type="checkbox"
                class="mt-1 size-4 shrink-0 accent-[var(--c-accent)]"
                aria-describedby="single-keys-hint"
                [checked]="shortcuts.enabled()"
                (change)="shortcuts.set(keys.checked)"
              />
              <span i18n>Single-key shortcuts</span>
            </label>
            <p i18n id="single-keys-hint" class="mt-1 text-sm text-faint">
              Turn off if keys are pressed by accident or by speech input. Shortcuts with Ctrl or Cmd keep
              working. Applies to this browser only.
            </p>
          </dd>
        </dl>
      </section>
    }
    <tiq-change-password (changed)="places.load()" />
    <tiq-active-sessions #places />`,
})
export default class ProfilePage {
  protected readonly session = inject(Session);
  protected readonly shortcuts = inject(ShortcutPreference);
  protected readonly roleNames = roleNames;
}
