// Sets of equilibrium payoffs of games of two players by SGSolve. From standard input: the number of
// calls of each, then for each game the number of actions of either player, delta, and the payoffs,
// row by row; to standard output: the least processor seconds of a call, how many corners, and them.
#include "sg.hpp"
#include <ctime>

int main() {
  int calls, k;
  double delta;
  std::cin >> calls;
  std::cout.precision(17);
  while (std::cin >> k >> delta) {
    std::vector<std::vector<std::vector<double> > > payoffs(
        1, std::vector<std::vector<double> >(k * k, std::vector<double>(2)));
    for (int a = 0; a < k; a++)
      for (int b = 0; b < k; b++)
        std::cin >> payoffs[0][a + k * b][0] >> payoffs[0][a + k * b][1];
    std::vector<std::vector<std::vector<double> > > chances(
        1, std::vector<std::vector<double> >(k * k, std::vector<double>(1, 1.0)));
    std::vector<std::vector<int> > actions(1, std::vector<int>(2, k));
    double least = -1;
    std::list<SGPoint> corners;
    std::streambuf* said = std::cout.rdbuf();
    try {
      for (int call = 0; call < calls; call++) {
        SGGame game(delta, 1, actions, payoffs, chances);
        SGEnv env;
        std::cout.rdbuf(0);
        std::clock_t start = std::clock();
        SGSolver_PencilSharpening solver(env, game);
        solver.solve();
        double taken = double(std::clock() - start) / CLOCKS_PER_SEC;
        std::cout.rdbuf(said);
        if (least < 0 || taken < least) least = taken;
        corners.clear();
        const SGSolution_PencilSharpening& solution = solver.getSolution();
        const SGIteration_PencilSharpening& last = solution.getIterations().back();
        int revolution = last.getRevolution();
        for (const SGIteration_PencilSharpening& step : solution.getIterations())
          if (step.getRevolution() >= revolution - 1) corners.push_back(step.getPivot()[0]);
      }
    } catch (SGException e) {
      std::cout.rdbuf(said);
      std::cerr << e.what() << std::endl;
      least = -1;
    }
    std::cout << least << " " << corners.size();
    for (const SGPoint& corner : corners) std::cout << " " << corner[0] << " " << corner[1];
    std::cout << std::endl;
  }
}
