import { describe, expect, it } from "vitest";
import { chosenNetworks } from "./chosen-networks.ts";
import { benchmarkTasks, tasksNamed } from "./tasks.ts";

describe("networks by name", () => {
  it("are those of the tasks in the preset, each once", () => {
    expect(chosenNetworks("pointnet, vgg,pointnet", benchmarkTasks, "quick")).toEqual(["pointnet", "vgg"]);
    expect(chosenNetworks("dgcnn", tasksNamed("pointcloud"), "full")).toEqual(["dgcnn"]);
  });

  it.each([
    ["dgcnn", "quick", "some of pointnet,setabstraction (networks of these tasks in the quick preset); got dgcnn;"],
    ["vgg", "full", "some of pointnet,dgcnn,setabstraction (networks of these tasks in the full preset); got vgg;"],
    ["", "quick", "got an empty name;"],
  ] as const)("refuse %j of clouds in %s", (list, preset, message) => {
    expect(() => chosenNetworks(list, tasksNamed("pointcloud"), preset)).toThrow(message);
  });
});
