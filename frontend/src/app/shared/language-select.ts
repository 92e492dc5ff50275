import { Component } from '@angular/core';
import { chooseLanguage, language, Language, languageNames, languages } from '../core/language';

@Component({
  selector: 'tiq-language-select',
  host: { class: 'block' },
  template: `<select
    #box
    class="input w-auto"
    aria-label="Language"
    i18n-aria-label
    (change)="choose(box.value)"
  >
    @for (each of languages; track each) {
      <option [value]="each" [lang]="each" [selected]="each === spoken">{{ names[each] }}</option>
    }
  </select>`,
})
export class LanguageSelect {
  protected readonly spoken = language();
  protected readonly languages = languages;
  protected readonly names = languageNames;

  protected choose(chosen: string): void {
    chooseLanguage(chosen as Language);
  }
}
