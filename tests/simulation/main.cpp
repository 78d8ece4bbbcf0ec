#include <cstdio>
#include <cstdlib>
#include "simulation/shrink.hpp"
#include "simulation/world.hpp"
using namespace simulation;
int main(int argc, char** argv) {
    Statistics s;
    std::uint64_t from = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
    std::uint64_t n = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100;
    for (std::uint64_t seed = from; seed < from + n; ++seed) {
        const Plan plan = make_plan(seed, 200);
        if (auto broken = run(plan, s)) {
            std::printf("seed %llu: %s\n", (unsigned long long)seed, broken->c_str());
            const Plan small = shrunk(plan, *broken);
            std::vector<std::string> t;
            Statistics i;
            auto b = run(small, i, &t);
            for (auto& l : t) std::printf("%s\n", l.c_str());
            std::printf("seed %llu shrunk to %zu: %s\n", (unsigned long long)seed,
                        small.steps.size(), b ? b->c_str() : "?");
            return 1;
        }
    }
    std::printf("%s", s.table().c_str());
}
