import { Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidInput } from '../http/invalid-input.js';
import { MAX_ID } from './dto/ticket-input.dto.js';
import { TicketNotFound } from './tickets.errors.js';

/** A number that no ticket can have is a ticket that isn't there; what is no number is bad input. */
@Injectable()
export class TicketIdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^\d+$/.test(value)) throw new InvalidInput([{ field: 'id', message: 'must be a whole number' }]);
    const id = Number(value);
    if (id < 1 || id > MAX_ID) throw new TicketNotFound(value.slice(0, 40));
    return id;
  }
}
