import { Component } from '@angular/core';
import { setLanguage, currentLanguage, Language, LANGUAGE_NAMES, LANGUAGES } from '../core/language';

@Component({
  selector: 'tiq-language-select',
  host: { class: 'block' },
  template: `<select
    #box
    class="input w-auto"
    aria-label="Language"
    i18n-aria-label
    (change)="select(box.value)"
  >
    @for (each of languages; track each) {
      <option [value]="each" [lang]="each" [selected]="each === currentLanguage">{{ names[each] }}</option>
    }
  </select>`,
})
export class LanguageSelect {
  protected readonly currentLanguage = currentLanguage();
  protected readonly languages = LANGUAGES;
  protected readonly names = LANGUAGE_NAMES;

  protected select(chosen: string): void {
    setLanguage(chosen as Language);
  }
}
