/* The bell curve, in the same doubles on every machine. */
#ifndef GEOMETRY_GAUSSIAN_H
#define GEOMETRY_GAUSSIAN_H

/* exp(-(x^2 + y^2) / 2) for offsets in standard deviations; 0 where one is not finite. Within 2 ulp. */
double gaussian(double x, double y);

#endif
