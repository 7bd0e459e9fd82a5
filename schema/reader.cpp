#include "schema/reader.hpp"
