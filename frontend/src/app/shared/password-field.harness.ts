import { ComponentHarness } from '@angular/cdk/testing';

/** Harness of `tiq-password-field`. */
export class PasswordFieldHarness extends ComponentHarness {
  static readonly hostSelector = 'tiq-password-field';
  private readonly input = this.locatorFor('input');
  private readonly toggle = this.locatorFor('button');

  async setValue(password: string): Promise<void> {
    await (await this.input()).setInputValue(password);
  }
  async value(): Promise<string> {
    return (await this.input()).getProperty('value');
  }
  async isVisible(): Promise<boolean> {
    return (await (await this.input()).getAttribute('type')) === 'text';
  }
  async toggleVisibility(): Promise<void> {
    await (await this.toggle()).click();
  }
}
