import { findLocations, type Locations } from '../../home/index.ts';
import { ModelLibrary } from '../../library/index.ts';

export function openLibrary(locations: Locations = findLocations()): ModelLibrary {
  return new ModelLibrary(locations);
}
