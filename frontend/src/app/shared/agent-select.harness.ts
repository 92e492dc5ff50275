import { ComboboxHarness } from '@angular/aria/combobox/testing';
import { ListboxHarness } from '@angular/aria/listbox/testing';
import { ComponentHarness, TestKey } from '@angular/cdk/testing';

/** Harness of `tiq-agent-select`. */
export class AgentSelectHarness extends ComponentHarness {
  static readonly hostSelector = 'tiq-agent-select';
  private readonly combobox = this.locatorFor(ComboboxHarness);

  async value(): Promise<string> {
    return (await this.combobox()).getValue();
  }
  async isOpen(): Promise<boolean> {
    return (await this.combobox()).isOpen();
  }
  async open(): Promise<void> {
    await (await (await this.combobox()).host()).click();
  }
  async blur(): Promise<void> {
    await (await this.combobox()).blur();
  }
  async type(...keys: (string | TestKey)[]): Promise<void> {
    await (await (await this.combobox()).host()).sendKeys(...keys);
  }
  /** Texts of the options, with the workload of each agent. */
  async options(): Promise<string[]> {
    return Promise.all((await this.findOptions()).map((option) => option.getText()));
  }
  /** Text of the option that Enter selects. */
  async activeOption(): Promise<string | null> {
    const id = await (await (await this.combobox()).host()).getAttribute('aria-activedescendant');
    if (!id) return null;
    return (await this.documentRootLocatorFactory().locatorFor(`#${id}`)()).text();
  }
  async selectedOptions(): Promise<string[]> {
    return Promise.all((await this.findOptions(true)).map((option) => option.getText()));
  }
  async clickOption(text: RegExp): Promise<void> {
    const [option] = await (await this.listbox()).getOptions({ text });
    if (!option) throw new Error(`No option matches ${text}`);
    await option.click();
  }

  private async listbox(): Promise<ListboxHarness> {
    return this.documentRootLocatorFactory().locatorFor(ListboxHarness)();
  }
  private async findOptions(selected?: boolean) {
    return (await this.listbox()).getOptions(selected === undefined ? {} : { selected });
  }
}
