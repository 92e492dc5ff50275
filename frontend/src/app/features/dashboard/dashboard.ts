import { Component } from '@angular/core';
@Component({ selector: 'tiq-soon', template: '' })
export default class Soon {}
