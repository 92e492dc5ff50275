import { ComponentHarness, TestKey } from '@angular/cdk/testing';

/** Harness of `tiq-multi-select`. */
export class MultiSelectHarness extends ComponentHarness {
  static readonly hostSelector = 'tiq-multi-select';
  private readonly trigger = this.locatorFor('button');
  private readonly boxes = this.documentRootLocatorFactory().locatorForAll('fieldset.menu [type=checkbox]');
  private readonly labels = this.documentRootLocatorFactory().locatorForAll('fieldset.menu label');

  /** Label and number of selected options. */
  async triggerText(): Promise<string> {
    return (await this.trigger()).text();
  }
  async toggle(): Promise<void> {
    await (await this.trigger()).click();
  }
  async isOpen(): Promise<boolean> {
    return (await (await this.trigger()).getAttribute('aria-expanded')) === 'true';
  }
  async isTriggerFocused(): Promise<boolean> {
    return (await this.trigger()).isFocused();
  }
  async options(): Promise<string[]> {
    return Promise.all((await this.labels()).map((label) => label.text()));
  }
  async focusedOption(): Promise<string | null> {
    for (const [i, box] of (await this.boxes()).entries())
      if (await box.isFocused()) return (await this.options())[i] ?? null;
    return null;
  }
  async clickOption(text: string): Promise<void> {
    const index = (await this.options()).indexOf(text);
    const box = (await this.boxes())[index];
    if (!box) throw new Error(`No option is named ${text}`);
    await box.click();
  }
  async search(text: string): Promise<void> {
    const field = await this.documentRootLocatorFactory().locatorFor('fieldset.menu [type=search]')();
    await field.clear();
    await field.sendKeys(text);
  }
  /** Presses a key in the focused checkbox. */
  async press(key: TestKey): Promise<void> {
    for (const box of await this.boxes()) if (await box.isFocused()) return box.sendKeys(key);
    throw new Error('No option has the focus');
  }
  async clear(): Promise<void> {
    await (await this.documentRootLocatorFactory().locatorFor('fieldset.menu button')()).click();
  }
}
