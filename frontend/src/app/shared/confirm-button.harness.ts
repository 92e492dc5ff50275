import { ComponentHarness } from '@angular/cdk/testing';

/** Harness of `tiq-confirm-button`. */
export class ConfirmButtonHarness extends ComponentHarness {
  static readonly hostSelector = 'tiq-confirm-button';
  private readonly buttons = this.locatorForAll('button');
  private readonly question = this.locatorForOptional('[role=group]');

  /** Question shown after the first click; null before. */
  async confirmation(): Promise<string | null> {
    return (await (await this.question())?.getAttribute('aria-label')) ?? null;
  }
  async focusedButton(): Promise<string | null> {
    for (const button of await this.buttons()) if (await button.isFocused()) return button.text();
    return null;
  }
  async click(label: string): Promise<void> {
    for (const button of await this.buttons()) if ((await button.text()) === label) return button.click();
    throw new Error(`No button is named ${label}`);
  }
}
