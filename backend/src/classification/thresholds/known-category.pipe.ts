import { Injectable, type PipeTransform } from '@nestjs/common';
import { fault } from '../../common/field-faults.js';
import { InvalidInput } from '../../http/invalid-input.js';
import { CATEGORIES, type Category } from '../../vocabulary/index.js';

@Injectable()
export class KnownCategoryPipe implements PipeTransform<string, Category> {
  transform(value: string): Category {
    const category = CATEGORIES.find((each) => each === value);
    if (category) return category;
    throw new InvalidInput([{ field: 'category', ...fault('not_one_of', { values: CATEGORIES }) }]);
  }
}
