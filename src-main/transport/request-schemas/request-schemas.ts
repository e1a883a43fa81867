import type { z } from 'zod';
import type { WorkbenchMethod } from '../../contract/index.ts';
import { mapSchemas } from './map-schemas.ts';
import { modelSchemas } from './model-schemas.ts';
import { paperSchemas } from './paper-schemas.ts';
import { programSchemas } from './program-schemas.ts';
import { projectSchemas } from './project-schemas.ts';
import { runSchemas } from './run-schemas.ts';
import { variantSchemas } from './variant-schemas.ts';

/** What each method takes: checked at the door, for whatever has reached the wire may speak on it. */
export const requestSchemas: Readonly<Record<WorkbenchMethod, z.ZodType>> = {
  ...projectSchemas,
  ...modelSchemas,
  ...runSchemas,
  ...mapSchemas,
  ...variantSchemas,
  ...paperSchemas,
  ...programSchemas,
};
