import { Component, inject } from '@angular/core';
import { Session } from '../../core/session';
import { LanguageSelect } from '../../shared/language-select';
import { roleNames } from '../../shared/role-names';
import { ChangePassword } from './change-password';
import { SignedInPlaces } from './signed-in-places';

@Component({
  selector: 'tiq-profile',
  imports: [ChangePassword, LanguageSelect, SignedInPlaces],
  host: { class: 'flex flex-col gap-5' },
  template: `@if (session.me(); as me) {
      <section class="card p-4 md:p-6" aria-labelledby="profile-heading">
        <h2 i18n id="profile-heading" class="mb-3 text-[length:var(--text-lg)] font-semibold">Profile</h2>
        <dl class="grid grid-cols-[5rem_minmax(0,1fr)] gap-y-2">
          <dt i18n class="text-faint">Name</dt>
          <dd class="[overflow-wrap:anywhere]" dir="auto">{{ me.name }}</dd>
          <dt i18n class="text-faint">E-mail</dt>
          <dd class="[overflow-wrap:anywhere]">{{ me.email }}</dd>
          <dt i18n class="text-faint">Role</dt>
          <dd>{{ roleNames[me.role] }}</dd>
          <dt i18n class="self-center text-faint">Language</dt>
          <dd><tiq-language-select /></dd>
        </dl>
      </section>
    }
    <tiq-change-password (changed)="places.read()" />
    <tiq-signed-in-places #places />`,
})
export default class Profile {
  protected readonly session = inject(Session);
  protected readonly roleNames = roleNames;
}
